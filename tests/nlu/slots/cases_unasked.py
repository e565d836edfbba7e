"""The second hostile set, where nobody has asked: what must be found, and what must not."""

UNASKED = """
chào ad e sinh 15 tháng 7 năm 2k5 có dki đc hok = 2005-07-15
mình sinh ngày 9 tháng 9 năm 99 = 1999-09-09
em 2003 có được không ạ = 2003
bé nhà chị sinh 2010 đăng ký được không = 2010
cháu nó sinh 25/12/2007 = 2007-12-25
mẹ em sinh 1970 có đăng ký được không = 1970
em sinh 22/11/2008 hôm nay đủ 18 chưa = 2008-11-22
hôm nay 22/11/2026 =
ngày mai 23/11/2026 đăng ký được không =
sang năm 2027 còn không =
năm 2026 hết hạn hả =
em đăng ký ngày 12/5/2026 mà chưa thấy gì =
đăng ký từ 1/6/2023 đến 31/12/2025 hả =
từ 01/01/2027 thì sao =
1/2 số tiền =
24/7 có người trực không =
hotline 1900 1234 =
gọi 156 =
web em lan2004.id.vn =
lan2004@gmail.com =
số 12/5 đường 3/2 =
đường 30/4 =
quán mở 8h30 - 22h =
dung lượng 2gb =
version 3.11.4 =
192.168.1.1 =
1.2.3.4 =
12.500.000 =
2.004.000đ =
có 2004 người đăng ký =
5/5 sao =
10 điểm =
em thi được 12,5 =
sn05 = 2005
2k5-2k8 = ambiguous
lứa 2k4 2k5 có được không = ambiguous
gia hạn 20 năm =
mã số 0312345678 sinh 2003 = 2003
em 20 = age 20
chị 35 tuổi = age 35
bác 65 tuổi rồi = age 65
người 60t làm được không = age 60
em 25 có được không = age 25
t sinh 2004 = 2004
t 2004 = 2004
t5/2004 = 2004-05
t12 =
thứ 5 tuần sau =
tháng 12 năm 2026 hết hạn chưa =
tháng sau em đủ 18 =
còn 2 tháng 5 ngày nữa =
12 tháng 5, 20 người đến =
em sinh năm 2003 và mẹ sinh 1975 = 2003
luật 91/2025/QH15 =
số 0109/KH-UBND ngày 23/9/2025 =
tới 31/12 hết hạn hả =
đăng ký trước 31/12/2026 =
hết năm 2026 hả ad =
22/11/2008 đủ tuổi chưa = 2008-11-22
em sinh 22-11-2008 hôm nay đăng ký được chưa = 2008-11-22
con tôi 17 tuổi rưỡi = age 17
23 tuổi 11 tháng có được không = age 23
em 23t 2 tháng = age 23
tuổi từ 18-23 =
18-23 tuổi =
độ tuổi 18 đến 23 =
quá tuổi rồi 25 tuổi = age 25
2 quán 3 chi nhánh =
3/4 số người =
web 3.0 =
windows 11 2023 =
1/2 ngày =
gọi lại lúc 9/11 =
7/11 và 9/11 =
covid 2020 =
sinh viên 2020 =
sv k2022 =
khoá 2021-2025 =
"""

PAPERS = """
dạ giấy phép cấp 12 tháng 3 năm nay = 2026-03-12
12/3/26 = 2026-03-12
tháng 3 năm 2026 = 2026-03
t3/2026 = 2026-03
đầu năm 2026 = 2026
hôm qua = 2026-11-21
năm ngoái = 2025
2024 = 2024
mở 3 năm rồi = ambiguous
lần đầu 5/6/2025, thay đổi lần 2 ngày 3/3/2026 = 2025-06-05
Đăng ký lần đầu, ngày 12 tháng 05 năm 2026. Đăng ký thay đổi lần thứ 2, ngày 1 tháng 7 năm 2026 = 2026-05-12
ngày 5/6/2025 nha = 2025-06-05
5/2027 = invalid
30/2/2026 = invalid
từ năm 2022 = 2022
cỡ tháng 8/2025 = 2025-08
mới mở tháng trước = 2026-10
"""

NO_SLOT = """
chương trình này là của ai vậy
có mất phí không ad
ai được đăng ký id.vn
id.vn và biz.vn khác nhau sao
sao không dùng .com
em ở tỉnh khác đăng ký được không
người nước ngoài thì sao
mỗi người được mấy tên
bán online chưa có giấy phép thì sao
chương trình kéo dài tới khi nào
đăng ký ở đâu
đăng ký mấy bước
cần giấy tờ gì
có cần VNeID không
bao lâu thì có
mất căn cước rồi làm sao
ảnh cccd bị từ chối
điền tên có dấu hay không dấu
địa chỉ cũ hay mới
đăng ký giùm mẹ được không
làm trên điện thoại được không
nhà đăng ký nào tốt
web bắt trả 50k
em lỡ chuyển 200.000đ rồi có lấy lại được không
tên được bao nhiêu ký tự
tên có dấu được không
tên phải giống tên thật không
tên bị người khác lấy rồi
kiểm tra tên còn không
đổi tên sau khi đăng ký được không
lấy tên thương hiệu nổi tiếng được không
tên miền là gì
miễn phí gồm những gì
không biết làm web
trỏ dns về blogger
cấu hình 2 ngày chưa chạy
email theo tên miền dùng sao
có cần ssl không
hết 2 năm thì sao
có tự động trừ tiền không
gia hạn khi nào
chuyển nhượng cho người khác
lừa đảo hả
thông tin của tôi có công khai không
xin số điện thoại cán bộ
cho gặp người thật
bot ngu quá
bạn là ai
cảm ơn nhiều nha
tạm biệt
thời tiết hôm nay thế nào
vay tiền 50 triệu
đăng ký kết hôn ở đâu
đăng ký 4g viettel
giá tôm hôm nay bao nhiêu
đội tuyển việt nam đá mấy giờ
mấy giờ làm việc
đường tới ubnd xã
xóa dữ liệu của tôi
đừng nhắn nữa
trường đại học bạc liêu có hỗ trợ không
sinh viên trường cao đẳng cộng đồng cà mau
em muốn làm cv online
em là thợ hồ
chị bán bánh ở chợ
em là người khmer
tôi ở nước ngoài về
hi
alo
ad
...
?
👍
😂😂
aaaaaa
id vn
biz
a
b
hai
không em hỏi chút
có ai không
được rồi cảm ơn
thôi để mai
ok em hiểu rồi
vậy hả
đúng rồi đó
anh cần hỗ trợ
em cần hỗ trợ
Mình cần đăng ký cho mẹ mình
"""
